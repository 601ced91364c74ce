// Asking again for what did not come: neither an import nor an export is lost to one failed request of hundreds.

/** Seconds before the second, third and fourth time. */
const PAUSES = [1, 3, 9];

/**
 * What `ask` comes to; again and again while its errors are such that `mayPass` says so. An error may have a `retryAfter` of
 * its own, in seconds.
 * @template T
 * @param {() => Promise<T>} ask
 * @param {(error: unknown) => boolean} mayPass
 * @param {AbortSignal} [signal] ends a pause too
 * @param {readonly number[]} [pauses]
 * @returns {Promise<T>}
 */
export async function patiently(ask, mayPass, signal, pauses = PAUSES) {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (error) {
      if (!mayPass(error)) throw error;
      const { retryAfter } = /** @type {{retryAfter?: number}} */ (error);
      await sleep(retryAfter ?? pause, signal);
    }
  }
  return ask();
}

/**
 * @param {number} seconds
 * @param {AbortSignal} [signal]
 */
function sleep(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
