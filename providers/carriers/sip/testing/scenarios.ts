/** What sipp plays, step by step, in the words of its scenario files. Words in brackets are filled in by sipp. */

const description = (version: number, direction: string): string => `v=0
o=sipp 1 ${version} IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[local_ip_type] [local_ip]
t=0 0
m=audio [auto_media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=${direction}
`;
const sound = description(1, 'sendrecv');

type Extra = { within?: boolean; branch?: string; headers?: string; body?: string; attributes?: string; uri?: string };

function message(first: string, headers: string, { body = '', headers: more = '', attributes = '' }: Extra): string {
  const type = body === '' ? '' : 'Content-Type: application/sdp\n';
  const contact = 'Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>\n';
  return `<send${attributes}><![CDATA[\n${first}\n${headers}${contact}${more}${type}Content-Length: [len]\n\n${body}]]></send>`;
}

function request(method: string, cseq: number, extra: Extra = {}): string {
  const { within = cseq > 1, branch = '[branch]' } = extra;
  const uri = extra.uri ?? (within ? '[next_url]' : 'sip:[service]@[remote_ip]:[remote_port]');
  const headers = `Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=${branch}
From: <sip:sipp@[local_ip]:[local_port]>;tag=[pid]sipp[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>${within ? '[peer_tag_param]' : ''}
Call-ID: [call_id]
CSeq: ${cseq} ${method}
Max-Forwards: 70
`;
  return message(`${method} ${uri} SIP/2.0`, headers, extra);
}

function reply(status: string, extra: Extra = {}): string {
  const tag = extra.within === false ? ';tag=[pid]sipp[call_number]' : '';
  const headers = `[last_Via:]\n[last_From:]\n[last_To:]${tag}\n[last_Call-ID:]\n[last_CSeq:]\n`;
  return message(`SIP/2.0 ${status}`, headers, extra);
}

const takes = (status: number, attributes = ''): string => `<recv response="${status}" timeout="4000"${attributes}/>`;
const mayTake = (status: number): string => `<recv response="${status}" optional="true"/>`;
const pause = (ms: number): string => `<pause milliseconds="${ms}"/>`;
const wants = (method: string): string => `<recv request="${method}" timeout="4000"/>`;

const invite = request('INVITE', 1, { body: sound });
const taken = [mayTake(100), mayTake(180), takes(200, ' rrs="true"')];
const ack = (cseq = 1): string => request('ACK', cseq, { within: true });
const begin = [invite, ...taken, ack()];
const dropped = [wants('BYE'), reply('200 OK')];
const first = { within: false };
const rings = reply('180 Ringing', first);
const answers = [reply('200 OK', { ...first, body: sound }), wants('ACK')];

const challenge = reply('401 Unauthorized', {
  ...first,
  headers: 'WWW-Authenticate: Digest realm="test", nonce="nonce[call_number]", qop="auth", algorithm=MD5\n',
});
const wantsDigest = (method: string): string => `<recv request="${method}" timeout="4000"><action>
<verifyauth assign_to="right" username="bob" password="builder"/></action></recv>
<nop test="right" next="1"/>
<nop><action><error message="the digest is wrong"/></action></nop>
<label id="1"/>`;

/** The transaction of an INVITE that is so many messages back. */
const back = (count: number): Extra => ({ branch: `[branch-${count}]`, within: false });

const steps = {
  'called and dropped': [...begin, ...dropped],
  'repeats INVITE and BYE': [
    invite,
    ...taken,
    // Not right behind the first one: an answer that comes between two sends is one that sipp did not expect.
    request('INVITE', 1, { ...back(4), body: sound }),
    ack(),
    request('BYE', 2),
    takes(200),
    request('BYE', 2, { branch: '[branch-2]' }),
    pause(300), // It knows a repeated answer when it sees one, and does not count it.
  ],
  'deaf to BYE': [...begin, wants('BYE'), pause(1_200)],
  'answers BYE with 400 and stays': [...begin, wants('BYE'), reply('400 Bad Request'), ...dropped],
  cancels: [
    invite,
    mayTake(100),
    takes(180),
    request('CANCEL', 1, back(3)),
    takes(200),
    takes(487),
    request('ACK', 1, { ...back(6), headers: '' }),
  ],
  'holds and resumes': [
    ...begin,
    request('INVITE', 2, { body: description(2, 'sendonly') }),
    ...taken,
    ack(2),
    request('INVITE', 3, { body: sound.replace('sipp 1 1', 'sipp 1 3') }),
    ...taken,
    ack(3),
    request('BYE', 4),
    takes(200),
  ],
  'acknowledges late': [invite, ...taken, pause(1_200), ack(), ...dropped],
  'offers nothing': [request('INVITE', 1), ...taken, request('ACK', 1, { within: true, body: sound }), ...dropped],
  'has an account': [
    invite,
    takes(401, ' auth="true"'),
    request('ACK', 1, back(2)),
    request('INVITE', 2, { within: false, body: sound, headers: '[authentication username=alice password=wonder]\n' }),
    ...taken,
    ack(2),
    ...dropped,
  ],
  answers: [wants('INVITE'), rings, ...answers, ...dropped],
  'rings until it is cancelled': [
    wants('INVITE'),
    rings,
    wants('CANCEL'),
    reply('200 OK'),
    reply('487 Request Terminated', first).replace('[last_CSeq:]', 'CSeq: 1 INVITE'),
    wants('ACK'),
  ],
  refuses: [wants('INVITE'), reply('[status] No', first), wants('ACK')],
  redirects: [wants('INVITE'), reply('302 Moved', first).replace(/Contact:.*/, 'Contact: <[target]>'), wants('ACK')],
  'asks who calls': [wants('INVITE'), challenge, wants('ACK'), wantsDigest('INVITE'), ...answers, ...dropped],
  'registers us': [
    wants('REGISTER'),
    challenge,
    wantsDigest('REGISTER'),
    reply('200 OK', { headers: 'Expires: 120\n' }),
    wants('REGISTER'),
    reply('200 OK'),
  ],
};

export type ScenarioName = keyof typeof steps;

/** The scenario file; `words` stand for their names in brackets. */
export function scenario(name: ScenarioName, words: Readonly<Record<string, string>> = {}): string {
  const filled = Object.entries(words).reduce(
    (text, [word, value]) => text.replaceAll(`[${word}]`, value),
    steps[name].join('\n'),
  );
  return `<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="${name}">\n${filled}\n</scenario>\n`;
}
