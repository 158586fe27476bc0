package io.longshore.store;

import io.longshore.support.CephServer;
import java.util.ArrayList;
import java.util.List;

/** The driver of OpenStack's Glance, as Debian packages it: what must be able to share a pool with ours. */
final class GlanceDriver {

    /** Reads, adds or deletes one image and prints what is worth knowing of it. */
    private static final String PROGRAM = """
            import sys
            from oslo_config import cfg
            import glance_store
            from glance_store import location

            conf_file, user, verb, *words = sys.argv[1:]
            conf = cfg.ConfigOpts()
            glance_store.register_opts(conf)
            conf([])
            conf.set_override('stores', ['rbd'], group='glance_store')
            conf.set_override('default_store', 'rbd', group='glance_store')
            conf.set_override('rbd_store_ceph_conf', conf_file, group='glance_store')
            conf.set_override('rbd_store_user', user, group='glance_store')
            conf.set_override('rbd_store_pool', 'images', group='glance_store')
            glance_store.create_stores(conf)
            if verb == 'read':
                chunks, size = glance_store.get_from_backend(words[0])
                with open(words[1], 'wb') as target:
                    for chunk in chunks:
                        target.write(chunk)
                print(size)
            elif verb == 'add':
                with open(words[1], 'rb') as source:
                    print(glance_store.add_to_backend_with_multihash(
                        conf, words[0], source, int(words[2]), 'sha512', 'rbd')[0])
            elif verb == 'delete':
                glance_store.delete_from_backend(words[0])
            """;

    private GlanceDriver() {}

    static String run(CephServer ceph, String... words) {
        List<String> all = new ArrayList<>(
                List.of("/usr/bin/python3", "-c", PROGRAM, ceph.conf().toString(), CephServer.USER));
        all.addAll(List.of(words));
        return ceph.run(all);
    }
}
