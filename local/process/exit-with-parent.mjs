// Preloaded (`node --import`) into every process that must not outlive the one that started it, however that one
// ended: a SIGKILL leaves nobody to tell the children. An orphan gets another parent, and then stops in order.

const CHECK_MS = 500;
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
}, CHECK_MS).unref();
