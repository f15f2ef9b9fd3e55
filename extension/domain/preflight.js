// The pre-flight as it runs: its steps in a fixed order, whatever order the host tells them in.

import { preflightSteps } from '../protocol/codes.js';
import { isKnown, stepText } from './findings.js';
import { keyOf, text } from './text.js';

/** @import { FindingView, PreflightReply, PreflightStep, StepEvent } from '../protocol/messages.js' */
/** @import { Text } from './text.js' */

/** @typedef {'waiting' | 'running' | 'passed' | 'noted' | 'failed'} StepShown */
/** @typedef {{ step: PreflightStep, state: StepShown, finding: FindingView | null }} Step */
/** @typedef {{ steps: readonly Step[], outcome: 'running' | 'passed' | 'failed' | 'broken', error: string | null }} Preflight */

/** Before the first step. The step of the web app is there only where one asks. @param {string | null} origin the web app's @returns {Preflight} */
export function notStarted(origin) {
  const steps = preflightSteps.filter((step) => step !== 'origin' || origin !== null).map((step) => ({ step, state: /** @type {StepShown} */ ('waiting'), finding: null }));
  return { steps, outcome: 'running', error: null };
}

/** @param {Preflight} run @param {StepEvent} event @returns {Preflight} */
export function withStep(run, event) {
  const steps = run.steps.map((step) => (step.step === event.step ? { step: step.step, state: stateOf(event), finding: event.finding } : step));
  return { ...run, steps };
}

/** A pass that is explained by a code nobody here knows is only a note. @param {StepEvent} event @returns {StepShown} */
function stateOf({ state, finding }) {
  return state === 'passed' && finding !== null && !isKnown(finding.code) ? 'noted' : state;
}

/** @param {Preflight} run @param {PreflightReply} reply @returns {Preflight} */
export function ended(run, reply) {
  const passed = reply.passed && run.steps.every((step) => step.state === 'passed' || step.state === 'noted');
  return { ...run, outcome: passed ? 'passed' : 'failed' };
}

/** @param {Preflight} run @param {string} code @returns {Preflight} */
export function broken(run, code) {
  const steps = run.steps.map((step) => (step.state === 'running' ? { ...step, state: /** @type {StepShown} */ ('waiting') } : step));
  return { steps, outcome: 'broken', error: code };
}

/** @param {Step} step @returns {Text} */
export function sentence({ step, finding }) {
  if (finding === null) return text(`preflight_${keyOf(step)}`);
  return finding.code === 'step-skipped' ? text('step_step_skipped', text(`preflight_${keyOf(step)}`)) : stepText(finding);
}

/** Whether the look-up said that the browser will not get to the device by its name. @param {Preflight} run */
export function lookupProblem(run) {
  const code = run.steps.find((step) => step.step === 'name-lookup')?.finding?.code;
  return code === 'name-not-found' || code === 'name-elsewhere' ? code : null;
}
