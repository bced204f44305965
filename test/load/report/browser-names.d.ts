/* A browser's name that Playwright's types speak of. The browser's own types would let all tests speak of windows and documents. */
type HTMLElementTagNameMap = Record<string, object>;
