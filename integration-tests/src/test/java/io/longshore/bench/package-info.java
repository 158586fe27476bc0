/** What stores on a real Ceph take and give, beside its own programs. Start at {@link io.longshore.bench.CephBench}. */
@NullMarked
package io.longshore.bench;

import org.jspecify.annotations.NullMarked;
