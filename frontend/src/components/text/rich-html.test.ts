import { describe, expect, it } from "vitest";
import { forReaders } from "./rich-html";

describe("sanitised HTML in a page", () => {
  it.each([
    ["<p>שלום</p>", '<p dir="auto">שלום</p>'],
    ["<h1>A</h1><h5>B</h5>", '<h3 dir="auto">A</h3><h6 dir="auto">B</h6>'],
    ['<ol start="3"><li>A</li></ol>', '<ol dir="auto" start="3"><li>A</li></ol>'],
    ["<table><tr><td>A</td></tr></table>", '<table tabindex="0" dir="auto"><tr><td>A</td></tr></table>'],
    [
      '<ul>\n<li><label><input type="checkbox" disabled="" checked=""> A</label></li>\n</ul>',
      '<ul dir="auto">\n<li><label><input type="checkbox" disabled="" checked=""> A</label></li>\n</ul>',
    ],
    ["<pre><code>a</code></pre>", '<pre dir="ltr" tabindex="0"><code>a</code></pre>'],
  ])("%s", (html, shown) => expect(forReaders(html)).toBe(shown));

  it("leaves what somebody typed as it is", () => {
    const typed = "<p>&lt;h1&gt; and &lt;table&gt;</p>";
    expect(forReaders(typed)).toBe(typed.replace("<p>", '<p dir="auto">'));
  });
});
