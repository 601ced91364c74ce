// The pages. Hash history, so that every page is the one file at "/".

import { ref } from "vue";
import { createRouter, createWebHashHistory, type RouteRecordRaw } from "vue-router";

declare module "vue-router" {
  interface RouteMeta {
    /** The key in the messages of the page's title. */
    title?: string;
    ownerOnly?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: "/", component: () => import("./overview/OverviewPage.vue"), meta: { title: "overview.title" } },
  { path: "/apps", component: () => import("./apps/AppsPage.vue"), meta: { title: "apps.title" } },
  {
    path: "/apps/:appid",
    component: () => import("./apps/AppPage.vue"),
    props: true,
    children: [
      { path: "", component: () => import("./apps/AppOverview.vue"), meta: { title: "apps.tabs.overview" } },
      { path: "users", component: () => import("./users/UsersPage.vue"), meta: { title: "users.title" } },
      { path: "import", component: () => import("./import/ImportPage.vue"), meta: { title: "imports.title" } },
      { path: "feedback", component: () => import("./feedback/FeedbackPage.vue"), meta: { title: "feedback.title" } },
      { path: "mail", component: () => import("./mail/DeliveriesPage.vue"), meta: { title: "mail.deliveries.title" } },
      { path: "webhook", component: () => import("./webhooks/WebhookPage.vue"), meta: { title: "webhooks.title" } },
      { path: "settings", component: () => import("./apps/AppSettings.vue"), meta: { title: "apps.tabs.settings" } },
      { path: "try", component: () => import("./try/TryIt.vue"), props: true, meta: { title: "tryIt.title" } },
    ],
  },
  {
    path: "/developers",
    component: () => import("./developers/DevelopersPage.vue"),
    meta: { title: "developers.title", ownerOnly: true },
  },
  { path: "/mail", component: () => import("./mail/MailPage.vue"), meta: { title: "mail.title", ownerOnly: true } },
  { path: "/audit", component: () => import("./audit/AuditPage.vue"), meta: { title: "audit.title" } },
  { path: "/try", component: () => import("./try/TryIt.vue"), meta: { title: "tryIt.title" } },
  { path: "/:rest(.*)*", component: () => import("./shell/NotFound.vue"), meta: { title: "shell.notFound.title" } },
];

export const router = createRouter({
  history: createWebHashHistory(),
  routes,
  // A drawer that opens or a search that goes into the address is no new page.
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
});

/** A page could not be fetched: there has been a deployment since this one was opened, or the network is down. */
export const outdated = ref(false);
router.onError(() => (outdated.value = true));
router.afterEach((_to, _from, failure) => {
  if (!failure) outdated.value = false;
});
