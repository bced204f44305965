// Stands in for React's developer tools in the built program, which never loads them.
const noDevtools = {};

export default noDevtools;
