/**
 * Replies and what the filter makes of them: speech as it is, controls in ⟨…⟩, a quotation mark before the type of a
 * quoted one. Read with the tool names of reply-filter.test.ts.
 */
const long = 'x'.repeat(1300);

export const replyFilterCases: readonly [text: string, output: string][] = [
  // Plain speech.
  ['', ''],
  ['Thank you for calling. Goodbye!', 'Thank you for calling. Goodbye!'],
  ['In the end, we transfer the book.', 'In the end, we transfer the book.'],
  ['end', 'end'],
  ['end_ca', 'end_ca'],
  ['The weekend_call and end_caller', 'The weekend_call and end_caller'],
  ['Caféend_call, ça', 'Caféend_call, ça'],
  ['2 < 3, a {b} and `c`', '2 < 3, a {b} and `c`'],
  ['The tool is called book_table.', 'The tool is called book_table.'],

  // [END_CALL]
  ['Bye! [END_CALL]', 'Bye! ⟨end_call [END_CALL]⟩'],
  ['[ end_call ]', '⟨end_call [ end_call ]⟩'],
  ['[END CALL] then more', '⟨end_call [END CALL]⟩ then more'],
  ['[end-call]', '⟨end_call [end-call]⟩'],
  ['[END_CALL: caller said bye]!', '⟨end_call [END_CALL: caller said bye]⟩!'],
  ['"[END_CALL]"', '"⟨"end_call [END_CALL]⟩"'],
  ['“[END_CALL]', '“⟨"end_call [END_CALL]⟩'],
  ['[[END_CALL]]', '[⟨end_call [END_CALL]⟩]'],
  ['[END_CALL][END_CALL]', '⟨end_call [END_CALL]⟩⟨end_call [END_CALL]⟩'],
  ['[END_CALL, bye', '⟨end_call [END_CALL⟩, bye'],
  ['[END CALL NOW]', '⟨end_call [END CALL⟩ NOW]'],
  ['[END_CALL: we are done\nBye', '⟨end_call [END_CALL: we are done⟩\nBye'],
  ['Bye [END_CALL', 'Bye ⟨end_call [END_CALL⟩'],
  ['Bye [end call', 'Bye ⟨end_call [end call⟩'],
  ['Bye [END_CALL: don', 'Bye ⟨end_call [END_CALL: don⟩'],

  // The other tags.
  ['One moment. [TRANSFER:+15550100]', 'One moment. ⟨transfer +15550100⟩'],
  ['[transfer: +1 (555) 01-00.7 ]', '⟨transfer +155501007⟩'],
  ['[TRANSFER: sip:desk@example.com]', '⟨transfer sip:desk@example.com⟩'],
  ['[TRANSFER]', '⟨dropped TRANSFER malformed⟩'],
  ['[TRANSFER: not a number]', '⟨dropped TRANSFER malformed⟩'],
  ['[TRANSFER:+1555\n0100]', '⟨dropped TRANSFER malformed⟩\n0100]'],
  ['[TRANSFER me]', '⟨dropped TRANSFER malformed⟩ me]'],
  ['[SEND_SMS: Your code\nis 12.] Sent.', '⟨send_sms Your code\nis 12.⟩ Sent.'],
  ['[send sms: hi]', '⟨send_sms hi⟩'],
  ['[SEND_SMS:  ]', '⟨dropped SEND_SMS malformed⟩'],
  ['[SEND_SMS: Dear [Name], hi]', '⟨dropped SEND_SMS malformed⟩[Name], hi]'],
  ['Hm [WAIT:2] yes', 'Hm ⟨wait 2⟩ yes'],
  ['[wait: 1.5s][WAIT:90][WAIT:-1]', '⟨wait 1.5⟩⟨wait 30⟩⟨wait 0⟩'],
  ['[WAIT:abc]', '⟨dropped WAIT malformed⟩'],
  ["'[WAIT:1]", '\'⟨"wait 1⟩'],

  // Brackets that are not tags, and unknown tags.
  ['[end of the call]', '[end of the call]'],
  ['[2024] [a] [transfer me] [wait, what]', '[2024] [a] [transfer me] [wait, what]'],
  ['[ [', '[ ['],
  ['[END_CALLER] hi', '⟨dropped END_CALLER unknown⟩ hi'],
  ['[MUSIC: soft]ok[USA]', '⟨dropped MUSIC unknown⟩ok⟨dropped USA unknown⟩'],
  ['[A] [Note: x] [ABC def] [FOO: x\n]', '[A] [Note: x] [ABC def] [FOO: x\n]'],
  ['[PAUSE: [END_CALL]', '[PAUSE: ⟨end_call [END_CALL]⟩'],

  // The end of a reply, and too much text.
  ['Bye [EN', 'Bye [EN'],
  ['Bye [END', 'Bye ⟨dropped END_CALL unterminated⟩'],
  ['Bye [sen', 'Bye ⟨dropped SEND_SMS unterminated⟩'],
  ['Bye [SEND_SMS: See yo', 'Bye ⟨dropped SEND_SMS unterminated⟩'],
  ['Bye [MUSI', 'Bye [MUSI'],
  ['Bye [end of', 'Bye [end of'],
  [`[SEND_SMS:${long}`, `⟨dropped SEND_SMS unterminated⟩${'x'.repeat(110)}`],
  [`[END_CALL:${long}`, `⟨dropped END_CALL unterminated⟩${'x'.repeat(110)}`],
  [`[MUSIC:${long}]`, `[MUSIC:${long}]`],
  [`end_call(${long}`, `⟨dropped end_call unterminated⟩${'x'.repeat(109)}`],

  // Commands.
  ['end_call', '⟨end_command⟩'],
  ['end_call fraud', '⟨end_command fraud⟩'],
  ['Goodbye.\n  END_CALL <Caller was rude>.\nX', 'Goodbye.\n  ⟨end_command Caller was rude⟩\nX'],
  ['Goodbye! end_call fraud', 'Goodbye! ⟨end_command fraud⟩'],
  ['He said "Bye." end_call\r\nX', 'He said "Bye." ⟨end_command⟩\r\nX'],
  ['end_call.\nX', '⟨end_command⟩\nX'],
  ['end_call: fraud', '⟨end_command fraud⟩'],
  ['Bye. [WAIT:1] end_call fraud', 'Bye. ⟨wait 1⟩ ⟨end_command fraud⟩'],
  ['end_call. Goodbye', '⟨dropped end_call malformed⟩. Goodbye'],
  ['I will use end_call now', 'I will use ⟨dropped end_call malformed⟩ now'],
  ['"end_call fraud"', '"⟨dropped end_call malformed⟩ fraud"'],
  ['I say end_call', 'I say ⟨dropped end_call malformed⟩'],
  [`end_call ${long}`, `⟨end_command ${'x'.repeat(200)}⟩${'x'.repeat(109)}`],

  // Printed calls.
  ['end_call()', '⟨printed_call end_call {}⟩'],
  ['Ok end_call(reason="bye (now)", n: 2) X', 'Ok ⟨printed_call end_call {"reason":"bye (now)","n":2}⟩ X'],
  ['end_call({"reason": "a)b"})', '⟨printed_call end_call {"reason":"a)b"}⟩'],
  ["`hang-up('rude')`", '`⟨"printed_call Hang-Up {"reason":"rude"}⟩`'],
  ["end_call(caller's rude, sadly)", '⟨printed_call end_call {"reason":"caller\'s rude, sadly"}⟩'],
  ['end_call(a="x, y", b=[1,2], c=True, d=z)', '⟨printed_call end_call {"a":"x, y","b":[1,2],"c":true,"d":"z"}⟩'],
  ['end_call("a\\")b", c={"x": 1, "y": 2})', '⟨printed_call end_call {"reason":"a\\")b","c":{"x":1,"y":2}}⟩'],
  ['I transfer(s) xend_call(1)', 'I transfer(s) xend_call(1)'],
  ['Ok end_call(reason="by', 'Ok ⟨dropped end_call unterminated⟩'],

  // Printed JSON.
  ['{"name": "end_call", "arguments": {"reason": "x"}}.', '⟨printed_call end_call {"reason":"x"}⟩.'],
  ['{"tool":"book_table","args":"{\\"n\\":2}"}', '⟨printed_call book_table {"n":2}⟩'],
  ['{"type":"function","function":{"name":"END_CALL"}}', '⟨printed_call end_call {}⟩'],
  ['{"action": "end_call", "reason": "fraud"}', '⟨printed_call end_call {"reason":"fraud"}⟩'],
  ['Hi {"name": "Bob"} {"names": 1} {x} { "', 'Hi {"name": "Bob"} {"names": 1} {x} { "'],
  ['{"name": "end_call", oops} X', '⟨dropped end_call malformed⟩ X'],
  ['Hi {"name": "end_call", "argu', 'Hi ⟨dropped end_call unterminated⟩'],
  ['{"id": 1, "list": [{"name": "end_call"}]}', '{"id": 1, "list": [⟨printed_call end_call {}⟩]}'],
  ['{"name":"end_call","args":{"reason":"a\\"}"}}', '⟨printed_call end_call {"reason":"a\\"}"}⟩'],
  ['```json\n{"name":"end_call"}\n``` X', '⟨printed_call end_call {}⟩ X'],
  ['```tool_code\nend_call(x)\n```X', '⟨printed_call end_call {"reason":"x"}⟩X'],
  ['```{"name":"end_call"} X', '⟨printed_call end_call {}⟩ X'],
  ['<tool_call>{"name":"end_call"}</tool_call>X', '⟨printed_call end_call {}⟩X'],
  ['<tool_call>{"name":"Bob"}</tool_call>', '<tool_call>{"name":"Bob"}</tool_call>'],
  ['```{"name":"end_call"}```[END_CALL]', '⟨printed_call end_call {}⟩⟨end_call [END_CALL]⟩'],
  ['```js\nlet x = 1\n```', '```js\nlet x = 1\n```'],
];
