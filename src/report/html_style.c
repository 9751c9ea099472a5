/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the page looks: one constant, so that the page's own policy can name
 * it by its hash and let nothing else in.  Colours meet WCAG AA in light and
 * dark, and none of them says anything that a word does not.
 */
#include "base/hash.h"
#include "report/html.h"

static const char style[] =
":root{color-scheme:light dark;--bg:#fff;--panel:#f6f8fa;--text:#1f2328;--dim:#59636e;--link:#0550ae;"
"--line:#818b98;--soft:#d1d9e0;--bad:#a40e26;--badbg:#ffebe9;--mid:#7d4e00;--midbg:#fff8c5;"
"--good:#116329;--goodbg:#dafbe1;--info:#0550ae;--infobg:#ddf4ff}\n"
"@media (prefers-color-scheme:dark){:root{--bg:#0d1117;--panel:#151b23;--text:#f0f6fc;--dim:#9198a1;"
"--link:#79c0ff;--line:#656c76;--soft:#30363d;--bad:#ff9492;--badbg:#3c1618;--mid:#f0b72f;"
"--midbg:#33270a;--good:#4ae168;--goodbg:#12331d;--info:#79c0ff;--infobg:#0f2a4a}}\n"
"*{box-sizing:border-box}\n"
"html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}\n"
"body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif}\n"
"a{color:var(--link)}\n"
"a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);"
"outline-offset:2px}\n"
".skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--bg);padding:8px}\n"
"header>*,main>*,footer>*{max-width:72rem;margin-left:auto;margin-right:auto}\n"
"header,main,footer{padding:0 1.25rem}\n"
"code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.9em}\n"
"code,pre,.says,dd,td,th,h1,h2,h3{overflow-wrap:anywhere}\n"
"pre{white-space:pre-wrap;background:var(--panel);border:1px solid var(--soft);border-radius:6px;"
"padding:.6rem .8rem;margin:.6rem 0}\n"
".dim{color:var(--dim)}.when{white-space:nowrap}\n"
"h1{font-size:1.75rem;line-height:1.25;margin:.5rem auto .25rem}\n"
"h2{font-size:1.3rem;margin:2.25rem 0 .75rem;padding-bottom:.3rem;border-bottom:1px solid var(--soft)}\n"
"h3{font-size:1.05rem;margin:0 0 .35rem}\n"
/* verdict */
"header{border-top:6px solid var(--line);padding-top:1.25rem}main>:first-child h2{margin-top:1.25rem}\n"
"header.bad{border-color:var(--bad)}header.mid{border-color:var(--mid)}header.good{border-color:var(--good)}\n"
".verdict{margin-top:0;margin-bottom:0}.verdict strong{display:inline-block;padding:.2rem .75rem;"
"border:2px solid currentColor;border-radius:6px;letter-spacing:.03em}\n"
".bad>strong,.tag.bad{color:var(--bad);background:var(--badbg)}\n"
".mid>strong,.tag.mid{color:var(--mid);background:var(--midbg)}\n"
".good>strong,.tag.good{color:var(--good);background:var(--goodbg)}\n"
".tag.info{color:var(--info);background:var(--infobg)}\n"
".lead{margin-top:0;margin-bottom:.75rem;color:var(--dim)}\n"
".tag{display:inline-block;font-size:.8rem;font-weight:600;line-height:1.35;border:1px solid currentColor;"
"border-radius:4px;padding:0 .4em;white-space:nowrap}\n"
".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;"
"margin-top:1rem;margin-bottom:1rem;padding:0;list-style:none}\n"
".tiles li{background:var(--panel);border:1px solid var(--soft);border-radius:8px;padding:.6rem .9rem;"
"color:var(--dim);font-size:.9rem;line-height:1.4}\n"
".tiles b{display:block;font-size:1.35rem;line-height:1.35;color:var(--text)}\n"
"nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}nav a{padding:.25rem 0}\n"
/* findings and cards */
".finding{border:1px solid var(--soft);border-left:5px solid var(--line);border-radius:8px;"
"padding:.8rem 1rem;margin:.9rem 0}\n"
".finding.bad{border-left-color:var(--bad)}.finding.mid{border-left-color:var(--mid)}\n"
".finding h3{display:flex;flex-wrap:wrap;gap:.1rem .6rem;align-items:baseline}"
"h3 .where{margin-left:auto;font-weight:400;font-size:.85rem}\n"
".asides{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;margin-top:.5rem;font-size:.92rem}"
".asides details[open]{flex-basis:100%}.asides summary{color:var(--dim)}\n"
".rule{font-weight:400;font-size:.85rem;color:var(--dim);white-space:nowrap}\n"
".says{margin:.25rem 0 .6rem;font-size:1.05rem}\n"
".facts{display:grid;grid-template-columns:minmax(5.5rem,max-content) 1fr;gap:.25rem 1rem;margin:.4rem 0}\n"
".facts.loose{grid-template-columns:minmax(5.5rem,20rem) 1fr}\n"
".facts dt{color:var(--dim)}.facts dd{margin:0;min-width:0}\n"
"details{margin:0}summary{cursor:pointer;padding:.1rem 0}summary:hover{text-decoration:underline}\n"
"details p{margin:.4rem 0}.notes{margin-top:1rem}\n"
".more{color:var(--dim);border-left:5px solid var(--soft);padding:.3rem 1rem;margin:.9rem 0}\n"
".card{border:1px solid var(--soft);border-radius:10px;padding:1.1rem 1.25rem 1.25rem;margin:1.25rem 0}\n"
".card>h3{font-size:1.2rem}\n"
/* tables */
".scroll{overflow-x:auto;margin:.75rem 0}\n"
"table{border-collapse:collapse;width:100%;font-size:.92rem}\n"
"caption{text-align:left;color:var(--dim);padding:.2rem 0 .4rem}\n"
"th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--soft);vertical-align:top;"
"font-weight:400}\n"
"thead th{color:var(--dim);font-size:.85rem;border-bottom-color:var(--line);white-space:nowrap}\n"
"td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\n"
"tbody td,tbody th{overflow-wrap:break-word}td code{overflow-wrap:anywhere}"
".sets td:nth-child(1),.sets td:nth-child(3){white-space:nowrap}.sets tbody th{min-width:12rem;width:22%}"
".sets td:nth-child(5){min-width:16rem;width:48%}.sets .tag{margin-left:.25rem}\n"
"tr:target{background:var(--midbg)}.finding:target,.card:target{outline:2px solid var(--link)}\n"
".values{list-style:none;margin:0;padding:0}.values .dim{white-space:nowrap}\n"
".kind{white-space:nowrap;font-weight:600}.kind.new{color:var(--good)}.kind.gone{color:var(--bad)}"
".kind.turn{color:var(--mid)}\n"
"del,ins{border-radius:3px;padding:0 .2em;-webkit-box-decoration-break:clone;box-decoration-break:clone}\n"
"del{background:var(--badbg);color:var(--bad);text-decoration-thickness:1px}\n"
"ins{background:var(--goodbg);color:var(--good);text-decoration:none}\n"
/* pictures */
".pictures{display:grid;gap:1rem;margin-top:1.25rem;align-items:start}"
".pictures>div{display:grid;gap:1rem;min-width:0}\n"
"@media (min-width:60rem){.pictures{grid-template-columns:2fr 1fr}"
".pictures>div:only-child{grid-column:1/3;grid-template-columns:1fr 1fr;align-items:start}}\n"
"figure{margin:0;min-width:0;background:var(--panel);border:1px solid var(--soft);border-radius:8px;"
"padding:.8rem 1rem}\n"
"figcaption{font-weight:600;margin-bottom:.5rem}\n"
"figure p{margin:.4rem 0}.verdicts{list-style:none;margin:.5rem 0 0;padding:0}.verdicts li{margin:.3rem 0}\n"
".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:.75rem 1.5rem}\n"
".side{margin:0 0 .3rem;color:var(--dim);font-size:.8rem;font-weight:600}\n"
"svg{display:block;max-width:100%;height:auto;color:var(--text)}\n"
"svg text{font:12px ui-monospace,SFMono-Regular,Menlo,monospace}\n"
"svg .k{stroke:var(--line)}svg rect.k{fill:var(--bg)}\n"
"svg .b{stroke:var(--bad)}svg rect.b{fill:var(--badbg)}svg text.b{fill:var(--bad)}\n"
"svg .g{stroke:var(--good)}svg rect.g{fill:var(--goodbg)}svg text.g{fill:var(--good)}\n"
"svg .w{stroke:var(--mid)}svg rect.w{fill:var(--midbg)}svg text.w{fill:var(--mid)}\n"
"svg .q{stroke:var(--line)}svg rect.q{fill:var(--soft)}svg text.q{fill:var(--dim)}\n"
"svg .m{stroke:var(--info);stroke-width:1.5}svg rect.m{fill:var(--infobg)}\n"
"svg text{stroke:none!important}\n"
".commits{padding-left:1.4rem;font-size:.9rem}\n"
".lines{margin-top:.75rem}.lines pre{padding:.4rem 0}.lines span,.lines ins,.lines del{display:block;"
"padding:0 .8rem 0 5.6rem;text-indent:-5rem;text-decoration:none}"
".lines ins{background:var(--goodbg);color:var(--good)}.lines del{background:var(--badbg);color:var(--bad)}\n"
"footer{color:var(--dim);border-top:1px solid var(--soft);margin-top:3rem;padding-top:1rem;"
"padding-bottom:2rem;font-size:.9rem}\n"
"@media (max-width:36rem){body{font-size:15px}h1{font-size:1.4rem}header,main,footer{padding-left:.9rem;"
"padding-right:.9rem}.card{border-width:0 0 1px;border-radius:0;padding:.25rem 0 1.25rem}"
".facts,.facts.loose{grid-template-columns:1fr;gap:0}"
".facts dd{margin-bottom:.4rem}.tiles{grid-template-columns:1fr 1fr}figure{padding:.7rem}"
"h3 .where{margin-left:0}}\n"
"@media (max-width:40rem){.sets,.sets caption,.sets tbody{display:block}.sets thead{display:none}"
".sets tbody tr{display:flex;flex-wrap:wrap;gap:.1rem .75rem;padding:.5rem 0;border-bottom:1px solid var(--soft)}"
".sets tbody td,.sets tbody th{border:0;padding:0;width:auto;min-width:0}"
".sets td.n{text-align:left;color:var(--dim)}"
".sets td:nth-child(1),.sets td:nth-child(5){flex-basis:100%}.sets td:nth-child(4)::before{content:'TTL '}"
".sets td:nth-child(6)::before{content:'line '}}\n"
"@media print{:root{color-scheme:light}body{font-size:11pt}.skip,nav{display:none}"
"*{-webkit-print-color-adjust:exact;print-color-adjust:exact}"
".scroll{overflow:visible}tr,figure,.finding,.tiles li{break-inside:avoid}h2,h3{break-after:avoid}"
"details::details-content{content-visibility:visible;height:auto;overflow:visible}}\n";

struct str
html_style(void)
{
	return str_n(style, sizeof(style) - 1);
}

struct str
html_style_hash(struct arena *a)
{
	static const char digit[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned char raw[SHA256_LENGTH + 1] = { 0 };
	char text[4 * (SHA256_LENGTH + 1) / 3];

	hash_sha256(html_style(), raw);
	for (size_t i = 0, k = 0; i < sizeof(raw); i += 3) {
		unsigned group = (unsigned)raw[i] << 16 | (unsigned)raw[i + 1] << 8 | raw[i + 2];

		for (int shift = 18; shift >= 0; shift -= 6)
			text[k++] = digit[group >> shift & 63];
	}
	text[sizeof(text) - 1] = '=';   /* 32 octets are one short of eleven groups */
	return arena_printf(a, "sha256-%.*s", (int)sizeof(text), text);
}
