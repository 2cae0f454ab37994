import type { RuntimeName } from './model.ts';

/** What an expression throws: 23 executions recorded on AWS end with `States.QueryEvaluationError` for it, none with `States.Runtime`. */
const THROWN = 'LocalStack names the error of an expression States.Runtime, which nothing catches; AWS, as recorded, States.QueryEvaluationError';

/** Recorded on AWS, see "Variables" in the notes of the corpus. */
const ASSIGN_FIRST = 'in LocalStack the Output of a state sees what its Assign has just assigned; on AWS, as recorded, the values on state entry';

const CONTEXT = 'shows the whole context object: ids, names, times and the role are those of the service';
const RESERVED = 'LocalStack takes no failure of a task whose name begins with States., and ends the execution for it';
const RANDOM = 'its output is random, and every run has a seed of its own';

/** As AWS documents the context object, and as LocalStack has it for tasks; nothing of it was recorded. */
const ITEM_INSIDE = 'the service tells the item of a Map to its ItemSelector only, our interpreter to the states inside as well';

const uuid = 'recorded/assign.test_assign_reference_variables.test_reference_assign_BASE_REFERENCE_IN_INTRINSIC_FUNCTION';

/**
 * Limits of what stands for a cloud here, and differences that are known, by the trial that meets them. A trial of this list that ends as in our engine
 * after all fails the long table: then its line has to go.
 */
export const LIMITS: { readonly [runtime in Exclude<RuntimeName, 'engine'>]: ReadonlyMap<string, string> } = {
  'durable-functions': new Map([[uuid, RANDOM]]),
  'step-functions': new Map([
    ['own/catch--08-an-expression-error-of-a-call', THROWN],
    ['own/flow--15-an-error-names-the-task-it-came-from', THROWN],
    ['own/for--09-a-collection-that-is-none-is-an-expression-error', THROWN],
    ['machine/item-inside-of-a-map', ITEM_INSIDE],
    [uuid, RANDOM],
    ['recorded/assign.test_assign_reference_variables.test_state_assign_evaluation_order_BASE_EVALUATION_ORDER_PASS_STATE', ASSIGN_FIRST],
    ['recorded/base.test_base.test_query_context_object_values', CONTEXT],
    ['recorded/context_object.test_context_object.test_input_path', CONTEXT],
    ['recorded/outputdecl.test_output.test_base_cases_BASE_EXPR', CONTEXT],
    ['recorded/scenarios.test_base_scenarios.test_lambda_invoke_with_retry_extended_input', CONTEXT],
    ['recorded/error_handling.test_states_errors.test_task_lambda_catch_state_all_data_limit_exceeded_on_large_utf8_response', RESERVED],
    ['recorded/error_handling.test_states_errors.test_task_lambda_data_limit_exceeded_on_large_utf8_response', RESERVED],
    ['recorded/scenarios.test_base_scenarios.test_wait_timestamp_jsonata_INVALID_DATE', THROWN],
    ['recorded/scenarios.test_base_scenarios.test_wait_timestamp_jsonata_INVALID_TIME', THROWN],
    ['recorded/states_variables.test_error_output.test_map_catch_error_MAP_CATCH_ERROR_OUTPUT_WITH_RETRY', THROWN],
  ]),
};
