package io.longshore.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Turns names into addresses. */
@FunctionalInterface
public interface HostResolver {

    /**
     * All addresses of {@code name}, in the order in which they should be tried, at least one. A trailing dot means that nothing may
     * be appended to the name, nor the name be read as an address. May block; repeatable, with other answers each time.
     */
    List<InetAddress> resolve(String name) throws UnknownHostException;

    /** The resolver of this machine. */
    static HostResolver system() {
        return name -> List.of(InetAddress.getAllByName(name));
    }
}
