// SPDX-License-Identifier: BSD-2-Clause
// Looks at review pages as people do who use them with eyes, keyboards, screen readers and
// telephones: axe-core in light, dark, 320 px wide and in print; no message on the console and no
// request; no page that scrolls sideways; and once more without any style, as Jenkins serves it.
//
//   apt-get install chromium
//   npm install --prefix /tmp/zonevet-page puppeteer-core@24 axe-core@4 html-validate@10
//   NODE_PATH=/tmp/zonevet-page/node_modules node tests/page/check.mjs [--shots FOLDER] PAGE.html...
//   /tmp/zonevet-page/node_modules/.bin/html-validate PAGE.html...
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.NODE_PATH ?? process.cwd(), 'x.js'));
const puppeteer = require('puppeteer-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const files = process.argv.slice(2);
const shots = files[0] === '--shots' ? files.splice(0, 2)[1] : null;
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const jenkins = "sandbox allow-same-origin; default-src 'none'; img-src 'self'; style-src 'self';";
const views = [
	{ name: 'light', width: 1200 },
	{ name: 'dark', width: 1200, scheme: 'dark' },
	{ name: 'narrow', width: 320 },
	{ name: 'print', width: 800, media: 'print' },
	{ name: 'jenkins', width: 1200, csp: jenkins },
];
let failed = 0;

function serve(html) {
	const server = http.createServer((request, response) => {
		const headers = { 'content-type': 'text/html; charset=utf-8' };
		if (request.url === '/jenkins')
			headers['content-security-policy'] = jenkins;
		response.writeHead(request.url === '/favicon.ico' ? 204 : 200, headers);
		response.end(request.url === '/favicon.ico' ? '' : html);
	});
	return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

async function look(browser, origin, name, view) {
	const faults = [];
	const page = await browser.newPage();
	await page.setViewport({ width: view.width, height: 900 });
	await page.emulateMediaType(view.media ?? 'screen');
	await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: view.scheme ?? 'light' }]);
	// Of a style that Jenkins forbids the browser speaks; of nothing else may it.
	page.on('console', (m) => view.csp && m.text().includes('inline style') || faults.push(m.text()));
	page.on('pageerror', (e) => faults.push(String(e)));
	page.on('request', (q) => q.url().startsWith(origin) || faults.push(`request ${q.url()}`));
	await page.goto(origin + (view.csp ? '/jenkins' : '/'));
	if (shots)
		await page.screenshot({ path: `${shots}/${name}-${view.name}.png`, fullPage: true });
	if (view.csp) {
		const drawn = await page.$$eval('svg', (all) => all.every((s) => s.getBoundingClientRect().width > 300));
		if (!drawn)
			faults.push('a picture has no size without style');
	} else {
		const wide = await page.evaluate('document.documentElement.scrollWidth');
		if (wide > view.width)
			faults.push(`${wide} px wide`);
		await page.setBypassCSP(true);
		await page.reload();
		await page.evaluate(axe);
		const found = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(rules)} })`);
		faults.push(...found.violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 200)}`));
	}
	console.log(`${faults.length ? 'not ok' : 'ok'} - ${name} ${view.name}`);
	faults.forEach((f) => console.log(`    ${f}`));
	failed += faults.length > 0;
	await page.close();
}

const browser = await puppeteer.launch({
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	headless: true,
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
		'--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
for (const file of files) {
	const server = await serve(fs.readFileSync(file));
	for (const view of views)
		await look(browser, `http://127.0.0.1:${server.address().port}`, path.basename(file, '.html'), view);
	server.close();
}
await browser.close();
console.log(`${files.length * views.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
