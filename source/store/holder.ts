/** Told of a message, and of what it made of the model. */
export type Hearer<Model, Message> = (message: Message, before: Model, after: Model) => void;

/** A model that messages are folded into, and who wants to know. */
export type Holder<Model, Message> = {
	/** Folds a message in and starts what follows from it. */
	dispatch(message: Message): void;
	/** The model as it is now, drawn or not. */
	model(): Model;
	/** Calls `listener` for each new frame, until what it returns is called. */
	subscribe(listener: () => void): () => void;
	/**
	Calls `listener` with each message that was folded in, and the model before and after it, before anything follows from it;
	until what it returns is called.
	*/
	hear(listener: Hearer<Model, Message>): () => void;
};

/** Keeps a listener among the others, until what it returns is called. */
const keep = <Listener>(listeners: Set<Listener>, listener: Listener): (() => void) => {
	listeners.add(listener);
	return () => {
		listeners.delete(listener);
	};
};

/** Holds a model. */
export const createHolder = <Model, Message, Effect>(initial: Model, {fold, perform, onChanged}: {
	/** What a message makes of the model, and what follows from it. */
	readonly fold: (model: Model, message: Message) => readonly [Model, ...Effect[]];
	/** Does what follows. */
	readonly perform: (effect: Effect) => void;
	/** There is a model that is not drawn yet. */
	readonly onChanged: () => void;
}): Holder<Model, Message> & {
	/** Tells subscribers of a new frame. */
	tell(): void;
	/** Forgets everybody. */
	close(): void;
} => {
	let model = initial;
	const subscribers = new Set<() => void>();
	const hearers = new Set<Hearer<Model, Message>>();
	return {
		dispatch(message) {
			const before = model;
			const [next, ...effects] = fold(before, message);
			model = next;
			if (next !== before) {
				onChanged();
			}

			for (const hear of hearers) {
				hear(message, before, next);
			}

			for (const effect of effects) {
				perform(effect);
			}
		},
		model: () => model,
		subscribe: listener => keep(subscribers, listener),
		hear: listener => keep(hearers, listener),
		tell() {
			for (const listener of subscribers) {
				listener();
			}
		},
		close() {
			subscribers.clear();
			hearers.clear();
		},
	};
};
