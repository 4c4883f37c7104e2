/** What people of the gallery are called and have written: the same in every language, as what people write is. */
export const samples = {
  names: ["Ada Lovelace", "Grace Hopper", "Radia Perlman", "Barbara Liskov", "Margaret Hamilton", "Karen Jones"],
  comment: "Could it compose music of any complexity?",
  title: "What the engine can and cannot do",
  text: "It makes tables as a loom makes cloth: row by row, and exactly as it was told. It never has an idea of its own.",
  /** What the API says. */
  refusal: "You can't message this person.",
  html:
    "<h2>A heading</h2><p>A paragraph with <strong>weight</strong>, <em>stress</em>, <s>what was</s>, <code>code</code> and a " +
    '<a href="https://example.org/" rel="nofollow ugc noopener noreferrer">link</a>.</p><ul><li>one</li><li>two</li></ul>' +
    "<ol><li>first</li><li>second</li></ol><blockquote><p>Said by somebody else.</p></blockquote>" +
    "<pre><code>const answer = await ask(&quot;what the engine can do&quot;);</code></pre><hr>" +
    "<table><thead><tr><th>Number</th><th>Bernoulli</th></tr></thead><tbody><tr><td>1</td><td>1/6</td></tr><tr><td>2</td><td>-1/30</td></tr></tbody></table>",
};
