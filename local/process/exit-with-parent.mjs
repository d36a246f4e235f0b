// Preloaded (`node --import`) into every process that must not outlive the one that started it, however that one
// ended: a SIGKILL leaves nobody to tell the children. An orphan gets another parent, and then stops in order.

const CHECK_MS = 500;
/** By its number where it is said: this process may be an orphan before it can ask. Its own children must not read it. */
const parent = Number(process.env.PARENT_PID ?? process.ppid);
delete process.env.PARENT_PID;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, CHECK_MS).unref();
