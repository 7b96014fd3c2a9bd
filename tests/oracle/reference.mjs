// Runs recorded steps through the ODK reference engine and says what each step changed.
//
// One request a line comes in, one answer a line goes out, both JSON:
//   {xml, files: {name: text}, now, steps}  ->  {steps: [{expect, removed}], times} or {error}
// The shape of the nodes is that of `cem forms trace`.
import { createInterface } from 'node:readline';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('', { url: 'https://localhost/' });
for (const name of [
	'window', 'document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'Attr', 'Text',
	'CDATASection', 'ProcessingInstruction', 'Comment', 'XMLDocument', 'NodeFilter', 'XPathResult',
	'HTMLElement', 'localStorage',
]) {
	globalThis[name] ??= name === 'window' ? window : window[name];
}

globalThis.__dirname = import.meta.dirname; // its parser was built for both kinds of module

const RealDate = Date;
let now = RealDate.now();
globalThis.Date = class extends RealDate {
	constructor(...parts) {
		if (parts.length === 0) super(now);
		else super(...parts);
	}
	static now() {
		return now;
	}
};

const { loadForm } = await import('@getodk/xforms-engine');

const text = (range) => (range == null ? null : range.asString);

// Of a long list (the districts) its length and both ends stand for the rest.
const LONG = 60;

function choicesOf(options) {
	const told = (one) => [one.value, text(one.label) ?? ''];
	if (options.length <= LONG) return options.map(told);
	return [options.length, told(options[0]), told(options.at(-1))];
}

function stateOf(node) {
	const state = node.currentState;
	const told = {
		type: node.nodeType,
		relevant: state.relevant,
		readonly: state.readonly,
		required: state.required,
	};
	if (state.children == null) {
		told.value = state.instanceValue;
		if (Array.isArray(state.valueOptions)) {
			told.choices = choicesOf(state.valueOptions);
		}
	}
	const label = text(state.label);
	if (label != null) told.label = label;
	const hint = text(state.hint);
	if (hint) told.hint = hint;
	const violation = node.validationState.violation;
	if (violation) {
		told.violation = violation.condition;
		const message = text(violation.message);
		if (message) told.violationMessage = message;
	}
	return told;
}

function* below(node) {
	for (const child of node.currentState.children ?? []) {
		yield child;
		yield* below(child);
	}
}

function snapshot(root) {
	const nodes = new Map();
	const states = new Map();
	for (const node of below(root)) {
		const ref = node.currentState.reference;
		nodes.set(ref, node);
		states.set(ref, stateOf(node));
	}
	return { nodes, states };
}

function answer(node, value) {
	switch (node.nodeType) {
		case 'select':
			if (node.selectType === 'select1') node.selectValue(value === '' ? null : value);
			else node.selectValues(value.split(' ').filter(Boolean));
			break;
		case 'rank':
			node.setValues(value.split(' ').filter(Boolean));
			break;
		case 'trigger':
			node.setValue(value === 'OK');
			break;
		default:
			node.setValue(value);
	}
}

function act(root, nodes, step) {
	const node = nodes.get(step.ref);
	switch (step.op) {
		case 'init':
			break;
		case 'set-language':
			root.setLanguage(root.languages.find((one) => one.language === step.language));
			break;
		case 'answer':
			answer(node, step.value);
			break;
		case 'add-repeat':
			node.addInstances();
			break;
		case 'remove-repeat':
			node.parent.removeInstances(node.parent.currentState.children.indexOf(node));
			break;
		default:
			throw new Error(`unknown operation ${step.op}`);
	}
}

const fetchFormAttachment = (files) => async (url) => {
	const name = String(url).split('/').pop();
	if (!(name in files)) return new Response('', { status: 404 });
	return new Response(files[name], { status: 200, headers: { 'content-type': 'text/csv' } });
};

async function run({ xml, files = {}, now: at, steps, quiet = false }) {
	now = at ?? RealDate.now();
	const times = {};
	const timed = (name, work) => {
		const began = performance.now();
		const made = work();
		(times[name] ??= []).push(performance.now() - began);
		return made;
	};
	const began = performance.now();
	const loaded = await loadForm(xml, { fetchFormAttachment: fetchFormAttachment(files) });
	if (loaded.status === 'failure') throw loaded.error;
	const { root } = loaded.createInstance({ instance: { stateFactory: (one) => one } });
	times.load = [performance.now() - began];
	let { nodes, states } = snapshot(root);
	let before = new Map();
	const told = [];
	for (const step of steps) {
		timed(step.op, () => act(root, nodes, step));
		if (quiet && step.op !== 'add-repeat') continue;
		({ nodes, states } = snapshot(root));
		if (quiet) continue;
		const expect = [];
		const written = new Map();
		for (const [ref, state] of states) {
			const line = JSON.stringify(state);
			written.set(ref, line);
			if (before.get(ref) !== line) expect.push({ ref, ...state });
		}
		told.push({ expect, removed: [...before.keys()].filter((ref) => !states.has(ref)) });
		before = written;
	}
	return { steps: told, times };
}

for await (const line of createInterface({ input: process.stdin })) {
	let made;
	try {
		made = await run(JSON.parse(line));
	} catch (error) {
		made = { error: String(error?.stack ?? error) };
	}
	await new Promise((written) => process.stdout.write(`${JSON.stringify(made)}\n`, written));
}
process.exit(0); // jsdom's window would keep the process alive
