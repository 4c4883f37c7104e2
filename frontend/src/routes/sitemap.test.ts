import { describe, expect, it } from "vitest";
import { monthsBetween, sitemapIndex, spanOf, urlset } from "./sitemap";

describe("sitemaps", () => {
  it("names each month from the first post on", () => {
    const months = monthsBetween(Date.UTC(2025, 10, 30, 23, 59), Date.UTC(2026, 1, 1));
    expect(months).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  });

  it("leaves no moment out between two months", () => {
    const [november, december] = [spanOf("2026-11.xml"), spanOf("2026-12.xml")];
    expect(november?.until).toBe((december?.since ?? 0) - 1);
    expect(new Date(december?.until ?? 0).toISOString()).toBe("2026-12-31T23:59:59.999Z");
  });

  it.each(["2026-13.xml", "2026-00.xml", "2026-1.xml", "2026-11", "x.xml", "2026-11.xml/x"])("has no %s", (file) =>
    expect(spanOf(file)).toBeNull(),
  );

  it("escapes what has a meaning in XML", () => {
    expect(urlset([{ url: "http://a/?b&c=<" }])).toContain("<loc>http://a/?b&amp;c=&lt;</loc>");
    expect(sitemapIndex(["http://a/1"])).toContain("<sitemap><loc>http://a/1</loc></sitemap>");
  });
});
