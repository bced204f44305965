import process from 'node:process';
import {torturedByServer} from './under-server-nemesis.js';

// A short siege by itself, for whoever wants to know whether the code in this directory withstands one.
const {wrong} = await torturedByServer({clients: 8, time: 3000, lostCommits: 40, serverKills: 8});
process.exitCode = wrong.length === 0 ? 0 : 4;
