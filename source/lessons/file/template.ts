/** What `lesson --new` writes: a lesson that can be played as it stands, and the example of docs/lesson-format.md. */
export const template = `# A lesson of your own. backoff-bank lesson FILE plays it; docs/lesson-format.md tells every key.
title: Two withdrawals
look: Both read the same balance. Who notices?

# The isolation levels that it makes sense at, and those that it is played at unless --isolation says otherwise.
levels: [read committed, repeatable read, serializable]
rounds: [read committed, serializable]

# Run first, in a schema that is the lesson's own and is taken away afterwards.
setup:
  - CREATE TABLE accounts (owner TEXT PRIMARY KEY, balance INT8 NOT NULL)
  - INSERT INTO accounts (owner, balance) VALUES ('Ada', 1000)

# From left to right.
sessions: [you, rival]

steps:
  - caption: Ada has $1,000, and two people take $100 out of her account.
  - you: BEGIN
  - you: SELECT balance FROM accounts WHERE owner = 'Ada'
    say: SELECT balance
    expect: {rows: [1000]}
  - rival: UPDATE accounts SET balance = balance - 100 WHERE owner = 'Ada'
    say: UPDATE balance − 100
    expect: {waits: no, count: 1}
  - question: We computed 900 from what we read. Does the server take it?
    answer: READ COMMITTED takes it, and $100 are in no balance. The others refuse with 40001, because what we read is not there any more.
  - you: UPDATE accounts SET balance = 900 WHERE owner = 'Ada'
    say: UPDATE balance = 900
    expect:
      - {on: read committed, count: 1}
      - {fails: 40001}
  - you: COMMIT
    when: ok
  - you: ROLLBACK
    when: failed
  - backoff: you
    when: failed
  - caption: All of it again, from BEGIN.
    not-on: read committed
  - you: BEGIN
    when: failed
  - you: SELECT balance FROM accounts WHERE owner = 'Ada'
    say: SELECT balance
    when: failed
    expect: {rows: [900]}
  - you: UPDATE accounts SET balance = 800 WHERE owner = 'Ada'
    say: UPDATE balance = 800
    when: failed
  - you: COMMIT
    when: failed

checks:
  - says: Ada's balance
    query: SELECT balance FROM accounts WHERE owner = 'Ada'
    expect:
      - {on: read committed, rows: [900], anomaly: It should be 800. No error told that $100 was lost.}
      - {rows: [800]}
`;
