package io.longshore.importing;

/**
 * The host that an import's staged bytes live on, as the plan reserved it.
 *
 * @param directory the id written inside the staging directory: it follows the volume
 * @param host the host that works it for this import
 */
public record StagingPlace(String directory, String host) {}
