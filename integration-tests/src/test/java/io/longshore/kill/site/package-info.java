/**
 * What the kill matrix does its worst to: a Temporal server, a PostgreSQL, an API and two workers, each a process of its own, stores
 * that can be broken, and the catalog read behind everybody's back. Start reading at {@link io.longshore.kill.site.Site}.
 */
@NullMarked
package io.longshore.kill.site;

import org.jspecify.annotations.NullMarked;
