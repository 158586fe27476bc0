package io.longshore.kill.site;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The catalog, read past everybody. */
public final class Records {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String url;

    Records(int port) {
        url = "jdbc:postgresql://127.0.0.1:" + port
                + "/postgres?user=postgres&password=postgres&loginTimeout=2&connectTimeout=2&socketTimeout=5"
                + "&ApplicationName=kill-matrix";
    }

    /** The rows, column by column; waits while the database is away. */
    public List<Map<String, @Nullable Object>> rows(String sql, Object... values) {
        List<List<Map<String, @Nullable Object>>> answer = new ArrayList<>();
        if (!Rest.until(PATIENCE, () -> now(sql, values).map(answer::add).orElse(false))) {
            throw new AssertionError("the catalog does not answer: " + sql);
        }
        return answer.getFirst();
    }

    /** One number. */
    public long count(String sql, Object... values) {
        return number(rows(sql, values));
    }

    /** One number; empty where the database does not answer now. */
    public Optional<Long> countNow(String sql, Object... values) {
        return now(sql, values).map(Records::number);
    }

    private static long number(List<Map<String, @Nullable Object>> rows) {
        Object value = rows.getFirst().values().iterator().next();
        return value instanceof Number number ? number.longValue() : 0;
    }

    /** The rows, column by column; empty where the database does not answer now. */
    public Optional<List<Map<String, @Nullable Object>>> now(String sql, Object... values) {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return Optional.of(read(result));
            }
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "08" : e.getSQLState();
            if (state.startsWith("42") || state.startsWith("22")) {
                throw new AssertionError(sql, e);
            }
            return Optional.empty();
        }
    }

    private static List<Map<String, @Nullable Object>> read(ResultSet result) throws SQLException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        while (result.next()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                row.put(result.getMetaData().getColumnLabel(column), result.getObject(column));
            }
            rows.add(row);
        }
        return rows;
    }
}
