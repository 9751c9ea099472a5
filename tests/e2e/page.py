#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""The reader's side of the review page: what a browser would make of it.

  page.py check FILE [TEXT...]    well formed, nothing but text from zones; the text is shown
  page.py tty COMMAND...          runs the command on a terminal, shows what it wrote, its exit code
"""
import base64
import hashlib
import os
import pty
import sys
from html.parser import HTMLParser

VOID = {'meta', 'br', 'hr', 'img', 'link', 'input'}
ALLOWED = set('''html head meta title style body header main footer nav section article h1 h2 h3 p a
	span strong b bdi ul ol li dl dt dd div table caption thead tbody tr th td code pre del ins details
	summary figure figcaption svg desc rect path text'''.split())
URLS = {'href', 'src', 'srcset', 'action', 'formaction', 'poster', 'data', 'xlink:href', 'ping'}


class Page(HTMLParser):
	def __init__(self):
		super().__init__(convert_charrefs=True)
		self.stack, self.faults, self.text, self.style, self.csp = [], [], [], [], None
		self.ids, self.links, self.heading, self.title, self.rows = set(), [], 0, '', 0

	def fault(self, what):
		self.faults.append(f'line {self.getpos()[0]}: {what}')

	def handle_starttag(self, tag, attrs):
		self.element(tag, attrs)
		if tag not in VOID:
			self.stack.append(tag)

	def handle_startendtag(self, tag, attrs):
		self.element(tag, attrs)

	def element(self, tag, attrs):
		names = [name for name, _ in attrs]
		if tag not in ALLOWED:
			self.fault(f'element {tag}')
		if len(set(names)) != len(names):
			self.fault(f'{tag} has an attribute twice')
		if tag == 'meta' and ('http-equiv', 'Content-Security-Policy') in attrs:
			self.csp = dict(attrs)['content']
		if tag in ('h1', 'h2', 'h3'):
			if int(tag[1]) > self.heading + 1:
				self.fault(f'{tag} below h{self.heading}')
			self.heading = int(tag[1])
		self.rows += tag == 'tr'
		for name, value in attrs:
			if name.startswith('on') or name == 'style':
				self.fault(f'attribute {name} of {tag}')
			if name in URLS:
				self.links.append(value)
				if not value.startswith('#'):
					self.fault(f'{name}={value}')
			if name == 'id':
				if value in self.ids:
					self.fault(f'id {value} twice')
				self.ids.add(value)

	def handle_endtag(self, tag):
		if not self.stack or self.stack[-1] != tag:
			self.fault(f'</{tag}> closes {self.stack[-1:]}')
		else:
			self.stack.pop()

	def handle_comment(self, data):
		self.fault('a comment')

	def handle_data(self, data):
		if self.stack and self.stack[-1] == 'style':
			self.style.append(data)
		else:
			self.text.append(data)
			if self.stack and self.stack[-1] == 'title' and 'svg' not in self.stack:
				self.title += data


def check(path, wanted):
	with open(path, 'rb') as f:
		raw = f.read()
	page = Page()
	page.feed(raw.decode('utf-8'))
	page.close()
	faults = page.faults
	if page.stack:
		faults.append(f'left open: {page.stack}')
	style = ''.join(page.style)
	digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
	policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
	if page.csp != policy:
		faults.append(f'policy of the page: {page.csp}')
	if 'url(' in style or '@import' in style:
		faults.append('the style asks for something')
	if page.title.split(':')[0] not in ('PASSED', 'PASSED WITH WARNINGS', 'BLOCKED', 'NOT JUDGED'):
		faults.append(f'title: {page.title}')
	faults += [f'{link} leads nowhere' for link in page.links if link[1:] not in page.ids]
	text = ''.join(page.text)
	faults += [f'not shown: {part}' for part in wanted if part not in text]
	hidden = [c for c in text if ord(c) < 32 and c != '\n' or ord(c) in range(0x202a, 0x202f) or
		ord(c) in range(0x200b, 0x2010) or 0x7f <= ord(c) < 0xa0]
	if hidden:
		faults.append(f'characters that nobody sees: {hidden[:5]}')
	if len(raw) > 5000000:
		faults.append(f'{len(raw)} octets')
	for fault in faults[:20]:
		print(fault)
	print(f'{len(raw)} octets, {page.rows} rows, title {page.title}')
	return 1 if faults else 0


def tty(command):
	pid, fd = pty.fork()
	if pid == 0:
		os.execvp(command[0], command)
	while True:
		try:
			data = os.read(fd, 65536)
		except OSError:         # how Linux says that the other end is closed
			break
		if not data:
			break
		sys.stdout.buffer.write(data)
	sys.stdout.flush()
	return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == '__main__':
	sys.exit(check(sys.argv[2], sys.argv[3:]) if sys.argv[1] == 'check' else tty(sys.argv[2:]))
