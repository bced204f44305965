/** The least that Ink can show. */
import {render, Text} from 'ink';
import {createElement} from 'react';

render(createElement(Text, null, 'Hello world'));
// As in a program that goes on: it is ended by the one who started it.
setInterval(() => undefined, 1000);
