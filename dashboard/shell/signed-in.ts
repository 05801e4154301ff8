/**
 * Whether somebody has signed in here, as far as a page can know: no script sees the cookie. It only saves a request that
 * would be refused; what may be seen is for the server to say.
 */
const key = 'ringoff-signed-in';

export function seemsSignedIn(): boolean {
  return localStorage.getItem(key) !== null;
}

export function rememberSignedIn(is: boolean): void {
  if (is) localStorage.setItem(key, 'yes');
  else localStorage.removeItem(key);
}
