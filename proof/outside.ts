/** Everything outside of the servers: Twilio's REST service and its phones, a SIP telephone, and a receiver of webhooks. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCarrierStandIn } from '../providers/carriers/testing/carrier-stand-in.ts';
import { scenario } from '../providers/carriers/sip/testing/scenarios.ts';
import { startReceiver } from '../providers/web/testing/receiver.ts';
import { carrierForms, type RelayPhone, relayPhone } from '../server/testing/relay-phone.ts';
import { accountSid, signed } from '../server/testing/twilio-world.ts';

export type Outside = Awaited<ReturnType<typeof startOutside>>;

const phoneSecondsMax = 60;

export async function startOutside() {
  const rest = await startCarrierStandIn();
  const receiver = await startReceiver();
  /** Legs that are up, and when each went down. */
  const up = new Set<string>();
  const downAt = new Map<string, number>();
  /** Legs whose hang-up fails for now. */
  const refusing = new Set<string>();
  let dialled = 0;
  let legs = 0;

  rest.answer(({ method, path }) => {
    const leg = /\/Calls\/(CA\w+)\.json$/.exec(path)?.[1];
    if (leg === undefined) {
      dialled += 1;
      return { status: 500 };
    }
    if (method === 'POST' && refusing.has(leg)) return { status: 503 };
    if (method === 'POST' && up.delete(leg)) downAt.set(leg, performance.now());
    return { status: 200, body: { sid: leg, status: up.has(leg) ? 'in-progress' : 'completed' } };
  });

  return {
    receiver,
    up,
    downAt,
    refusing,
    get dialled() {
      return dialled;
    },
    env: {
      TWILIO_ACCOUNT_SID: accountSid,
      TWILIO_AUTH_TOKEN: 'secret',
      TWILIO_BASE_URL: rest.baseUrl,
      PUBLIC_URL: 'https://calls.example.com',
      RINGOFF_DEFAULT_AGENT: 'polite',
      RINGOFF_WEBHOOK_ALLOW: '127.0.0.1',
    },
    /** A call through Twilio, for which the server has been asked what to do. */
    async rings(server: string): Promise<RelayPhone & { leg: string }> {
      const leg = `CA${String(++legs).padStart(32, '0')}`;
      up.add(leg);
      return Object.assign(await relayPhone({ server, carrier: 'twilio', leg, sign: signed }), { leg });
    },
    /** What a server answers to one more call, which then comes to nothing. */
    asks: (server: string): Promise<Response> =>
      carrierForms({ server, carrier: 'twilio', leg: `CA${'f'.repeat(32)}`, sign: signed }).post('/twilio/voice', {
        From: '+15550100001',
        To: '+15550100002',
        CallStatus: 'ringing',
      }),
    /** A SIP call that stays up until its BYE comes. */
    sipCall,
    async close() {
      await receiver.close();
      await rest.close();
    },
  };
}

/** Calls a server. Resolves when it was hung up by a BYE; rejects when it was not. */
function sipCall(to: number, port: number): Promise<number> {
  const patient = patiently('called and dropped').replace('<send>', '<send retrans="500">');
  return play(patient, ['-p', `${port}`, '-s', 'polite', `127.0.0.1:${to}`]);
}

/** Is called, rings and answers. Resolves when it was hung up by a BYE; rejects when it was not. */
export function sipCallee(port: number): Promise<number> {
  return play(patiently('answers'), ['-p', `${port}`]);
}

function patiently(name: Parameters<typeof scenario>[0]): string {
  return scenario(name).replaceAll(/timeout="\d+"/g, `timeout="${phoneSecondsMax * 1_000}"`);
}

function play(text: string, who: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ringoff-proof-'));
  writeFileSync(join(folder, 'scenario.xml'), text);
  const args = '-sf scenario.xml -i 127.0.0.1 -t u1 -m 1 -nostdin -timeout_error'.split(' ');
  const run = spawn('sipp', [...args, '-timeout', `${phoneSecondsMax}`, ...who], {
    cwd: folder,
    stdio: 'ignore',
    timeout: (phoneSecondsMax + 5) * 1_000,
    killSignal: 'SIGKILL',
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  run.once('error', reject);
  run.once('close', (code) => {
    rmSync(folder, { recursive: true, force: true });
    if (code === 0) resolve(performance.now());
    else reject(new Error(`the SIP telephone was not hung up (sipp ended with ${code})`));
  });
  promise.catch(() => undefined); // Whoever made the call waits for it later.
  return promise;
}
