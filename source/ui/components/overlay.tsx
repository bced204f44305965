import type {Model} from '../../store/model.js';
import type {Glyphs} from '../theme.js';
import {Contention} from './contention.js';
import {Explanation} from './explanation.js';
import {FaultList} from './fault-list.js';
import {Help} from './help.js';

/** What lies over the panels, if anything does. */
export function Overlay({model, width, height, glyphs}: {
	readonly model: Model;
	readonly width: number;
	readonly height: number;
	readonly glyphs: Glyphs;
}) {
	switch (model.overlay) {
		case 'help': {
			return <Help width={width} height={height} glyphs={glyphs} isReplay={model.replay !== undefined}/>;
		}

		case 'explain': {
			return <Explanation model={model} width={width} height={height} glyphs={glyphs}/>;
		}

		case 'contention': {
			return <Contention model={model} width={width} height={height} glyphs={glyphs}/>;
		}

		case 'faults': {
			return <FaultList model={model} width={width} height={height} glyphs={glyphs}/>;
		}

		case 'none': {
			return null;
		}
	}
}
