package io.longshore.workflow;

import io.temporal.common.SearchAttributeKey;
import java.util.List;
import java.util.Map;

/** What runs can be found by. The server must know them: types in {@link #TYPES}. */
public final class SearchAttributes {

    /** One of the stages below. */
    public static final SearchAttributeKey<String> IMPORT_STAGE = SearchAttributeKey.forKeyword("ImportStage");

    public static final SearchAttributeKey<String> IMAGE_ID = SearchAttributeKey.forKeyword("ImageId");
    public static final SearchAttributeKey<String> IMPORT_ID = SearchAttributeKey.forKeyword("ImportId");
    public static final SearchAttributeKey<String> PROJECT = SearchAttributeKey.forKeyword("Project");
    public static final SearchAttributeKey<List<String>> STORES_FAILING =
            SearchAttributeKey.forKeywordList("StoresFailing");

    public static final String RUNNING = "running";
    public static final String RETRYING = "retrying";
    public static final String RECLAIMING = "reclaiming";
    public static final String FAILED = "failed";

    /** Name → type, as {@code temporal operator search-attribute create} wants them. */
    public static final Map<String, String> TYPES = Map.of(
            "ImportStage",
            "Keyword",
            "ImageId",
            "Keyword",
            "ImportId",
            "Keyword",
            "Project",
            "Keyword",
            "StoresFailing",
            "KeywordList");

    /** The query that lists stuck copies in the Temporal UI. */
    public static final String STUCK_COPIES = "ImportStage = \"retrying\" AND ExecutionStatus = \"Running\"";

    private SearchAttributes() {}
}
