import {test, type TestContext} from 'node:test';
import {parseReport} from '../../../source/database/embedded/supervisor-report.js';
import {parseNobody, spawnAs} from '../../../source/database/embedded/unprivileged-user.js';

const reports = [
	{text: '', report: {stage: 'none', log: []}},
	{text: 'initialising 12', report: {stage: 'none', log: []}},
	{text: 'initialising 12\n', report: {stage: 'initialising', log: []}},
	{text: 'initialising 12\nstarting 13\n', report: {stage: 'starting', log: []}},
	{text: 'initialising 12\nkeeping 13\n', report: {stage: 'initialising', log: []}},
	{text: 'initialising 12\nkeeping 13\nkept\nstarting 14\n', report: {stage: 'starting', log: [], isKept: true}},
	{text: 'initialising 12\nended 1\ninitdb: error:\n\n  no\n', report: {stage: 'ended', status: '1', log: ['initdb: error:', 'no']}},
	{text: 'initialising 12\r\nstarting 13\r\nended SIGQUIT\r\n', report: {stage: 'ended', status: 'SIGQUIT', log: []}},
] as const;

for (const {text, report} of reports) {
	test(`a supervisor's report ${JSON.stringify(text)} means "${report.stage}"`, (t: TestContext) => {
		t.assert.deepStrictEqual(parseReport(text), report);
	});
}

const accounts = [
	{name: 'Debian', passwd: 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n', uid: 65_534, gid: 65_534, spawned: {uid: 65_534, gid: 65_534}},
	{name: 'Red Hat of old', passwd: 'nobody:x:99:99:Nobody:/:/sbin/nologin', uid: 99, gid: 99, spawned: {uid: 99, gid: 99}},
	{name: 'macOS', passwd: '# comment\nnobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\n', uid: 4_294_967_294, gid: 4_294_967_294, spawned: {uid: -2, gid: -2}},
	{name: 'a system without one', passwd: 'root:x:0:0::/root:/bin/sh', uid: 65_534, gid: 65_534, spawned: {uid: 65_534, gid: 65_534}},
];

for (const {name, passwd, uid, gid, spawned} of accounts) {
	test(`the unprivileged user is found on ${name}`, (t: TestContext) => {
		t.assert.deepStrictEqual(parseNobody(passwd), {uid, gid});
		t.assert.deepStrictEqual(spawnAs({uid, gid}), spawned);
	});
}
