import type {Model} from '../../store/model.js';
import {echoLine, type Projection} from '../projection.js';
import type {Glyphs} from '../theme.js';
import {Footer} from './footer.js';
import {TextLine} from './text-line.js';

/** The keys that there are, or, for a room, the one that was pressed last. */
export function BottomLine({model, projection, width, glyphs}: {
	readonly model: Model;
	readonly projection: Projection | undefined;
	readonly width: number;
	readonly glyphs: Glyphs;
}) {
	return projection?.pressed
		? <TextLine line={echoLine(projection.pressed, width)}/>
		: <Footer model={model} width={width} glyphs={glyphs}/>;
}
