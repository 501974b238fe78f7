export {
  type ChallengeRouteOptions,
  challengeRoute,
  type InterceptedRoute,
} from './challenge-route.ts'
