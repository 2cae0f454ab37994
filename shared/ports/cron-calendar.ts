/** Times of cron expressions: five fields as in crontab (POSIX), with names and steps; Sunday is 0 or 7; day of month and day of week, both restricted, are a union. */
export interface CronCalendar {
  /** The first time after `after`; undefined when there is none within the next years. Errors: `UWF-5000` for an expression that is not valid. */
  next(request: { readonly cron: string; readonly timeZone: string; readonly after: number }): number | undefined;
  /** The last time at or before `at`. */
  latest(request: { readonly cron: string; readonly timeZone: string; readonly at: number }): number | undefined;
}
