/** Who carries e-mail. */

/** `id`: ours, the same for every attempt; it becomes the Message-ID. */
export type Mail = { id: string; to: string; subject: string; text: string };

export type Mailer = {
  /**
   * Answers the Message-ID. Throws Retryable (it did not leave), OutcomeUnknown (nobody can tell), Terminal (refused) or
   * BadConfig (the server refuses our name or password). Bounded in time by itself.
   */
  send(mail: Mail): Promise<string>;
};
