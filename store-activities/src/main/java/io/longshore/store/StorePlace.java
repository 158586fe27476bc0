package io.longshore.store;

/**
 * What no two stores may have in common: where objects lie, or what their addresses begin with. Either store would take the other's
 * objects for its own, and delete them.
 *
 * @param option that can be changed to have another place
 * @param words what the place is; the same for the same place, without secrets
 */
public record StorePlace(String option, String words) {}
