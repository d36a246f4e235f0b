// An execution's ARN and its name. The ARN is known before the execution starts, because its name is.

/** @param stateMachineArn - Of a machine without version or alias: an execution of no other machine has such an ARN. */
export function toExecutionArn(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** @example toNameOfExecution('arn:aws:states:us-east-1:1:execution:ProcessImage:a-b'); // => 'a-b' */
export function toNameOfExecution(executionArn: string): string {
  return executionArn.slice(executionArn.lastIndexOf(':') + 1);
}
