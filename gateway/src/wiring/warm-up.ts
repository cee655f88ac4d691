/**
 * Sends the first requests itself: the contract's validators are compiled on first use, which holds every other answer up for half a
 * second. Both are refused or harmless; what they answer does not matter.
 */
export async function warmUp(url: string, bearerToken?: string): Promise<void> {
  const headers = { 'content-type': 'application/json', ...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }) };
  for (const request of [() => fetch(`${url}/api/health`), () => fetch(`${url}/api/jobs`, { method: 'POST', headers, body: '{}' })])
    await request().then(answer => answer.arrayBuffer(), () => undefined);
}
