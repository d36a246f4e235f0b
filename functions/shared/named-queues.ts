// Queues of the stack as template.yaml hands them to a function.

/** A queue, by its name in the template. */
export interface NamedQueue {
  name: string;
  url: string;
}

/** `FastQueue=https://…,IntakeQueue=https://…` */
export function parseQueues(text: string): NamedQueue[] {
  return text.split(',').map((entry) => {
    const at = entry.indexOf('=');
    return { name: entry.slice(0, at), url: entry.slice(at + 1) };
  });
}
