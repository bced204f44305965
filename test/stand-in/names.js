import dns from 'node:dns';

// In a program that was started with --import of this file, names of Aurora DSQL's lead to this machine.
const {lookup} = dns;
// eslint-disable-next-line n/prefer-promises/dns -- Sockets look names up with this one.
dns.lookup = (host, options, done) => lookup(/\.on\.aws$/v.test(host) ? '127.0.0.1' : host, options, done);
