/**
 * The OpenStack Image API v2 on the wire: paths, headers, bodies, statuses. A request passes {@link io.longshore.api.glance.FrontDoor},
 * the auth filter and {@link io.longshore.api.glance.RouteFilter}, then a controller answers a {@link io.longshore.api.glance.Reply};
 * whatever fails on the way becomes a status in {@link io.longshore.api.glance.GlanceErrors} and nowhere else. Nothing here knows
 * catalog, stores or Temporal: use cases do.
 */
@NullMarked
package io.longshore.api.glance;

import org.jspecify.annotations.NullMarked;
