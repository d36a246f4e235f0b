/**
 * Ends every process of the group that `pid` leads or led. None is left is as good.
 *
 * @param {number | undefined} pid - Undefined for a process that could not be started.
 */
export function killGroup(pid) {
  if (!pid) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}
