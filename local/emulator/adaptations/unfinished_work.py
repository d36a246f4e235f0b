"""What was under way when the emulator ended can start again.

On AWS nothing ends in the middle. ministack comes back with executions that were running marked as failed, which no
one can undo, with messages in hands that no longer exist, and with stack updates that never end. Here

- such executions are forgotten, so that the same event delivered again starts them again under the same name;
- messages that were being handled are visible again at once, and that receipt does not count towards the DLQ;
- a stack that was being updated counts as rolled back, so that the next deploy is accepted.
"""

from ministack.services import cloudformation, sqs, stepfunctions


def apply():
    _before_restore(stepfunctions, forget_running_executions)
    _before_restore(sqs, hand_back_messages)
    _before_restore(cloudformation, close_stack_updates)


def _before_restore(service, change):
    restore = service.load_persisted_state

    def restore_changed(state):
        change(state)
        restore(state)

    service.load_persisted_state = restore_changed


def forget_running_executions(state):
    executions = state["executions"]._data
    for key in [key for key, execution in executions.items() if execution["status"] == "RUNNING"]:
        del executions[key]


def hand_back_messages(state):
    for queue in state["queues"]._data.values():
        for message in queue["messages"]:
            if message["receive_count"] > 0 and message.get("receipt_handle"):
                message["receive_count"] -= 1
                message["visible_at"] = 0
                message["receipt_handle"] = None


def close_stack_updates(state):
    for stack in state["stacks"]._data.values():
        if stack["StackStatus"].startswith("UPDATE_") and stack["StackStatus"].endswith("IN_PROGRESS"):
            stack["StackStatus"] = "UPDATE_ROLLBACK_COMPLETE"
