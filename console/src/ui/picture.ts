/** Whether a user's picture can be shown: the Content-Security-Policy lets pictures of other hosts come by https alone. */
export const canShow = (url: string | null | undefined): url is string => /^https:\/\//i.test(url ?? "");
