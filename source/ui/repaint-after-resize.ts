/** How long a size has to stay as it is before the screen is painted afresh, in ms. */
const settleTime = 60;

/** Erases all of the screen, and puts the cursor where it begins. */
const eraseScreen = '\u{1B}[2J\u{1B}[H';

/**
Paints the whole screen afresh once its size stays as it is. A frame that was under way when the size changed was made for the
old one: its rows wrapped or scrolled, and what Ink counts back from its cursor ever after is a row or more away.

@returns Ends it.
*/
export const repaintAfterResize = (screen: {clear(): void}, stdout: NodeJS.WriteStream): (() => void) => {
	let timer: NodeJS.Timeout | undefined;
	let isRepainting = false;
	const repaint = () => {
		screen.clear();
		stdout.write(eraseScreen);
		// What was cleared Ink draws with the next frame, and the next frame may be long in coming; a new size it draws at once.
		isRepainting = true;
		stdout.emit('resize');
		isRepainting = false;
	};

	const onResize = () => {
		if (isRepainting) {
			return;
		}

		clearTimeout(timer);
		timer = setTimeout(repaint, settleTime);
	};

	stdout.on('resize', onResize);
	return () => {
		clearTimeout(timer);
		stdout.off('resize', onResize);
	};
};
