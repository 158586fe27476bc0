package io.longshore.api.glance;

/**
 * What images tell of where their copies lie. Addresses name stores from within, so by default nothing is told; Nova and Cinder need
 * them to clone in place of downloading.
 *
 * @param direct whether {@code direct_url}, the address of the best copy, is shown
 * @param all whether {@code locations} are shown, and can be changed by PATCH
 */
public record ShownLocations(boolean direct, boolean all) {

    /** Nothing is told. */
    public static final ShownLocations NONE = new ShownLocations(false, false);
}
