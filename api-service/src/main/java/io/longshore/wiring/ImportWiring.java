package io.longshore.wiring;

import io.longshore.api.glance.ImageDataController;
import io.longshore.api.glance.ImportController;
import io.longshore.api.glance.TasksController;
import io.longshore.api.longshore.BandwidthController;
import io.longshore.api.longshore.ImportsController;
import io.longshore.auth.AccessPolicy;
import io.longshore.service.ImageData;
import io.longshore.service.ImageQueries;
import io.longshore.service.ImportAccess;
import io.longshore.service.Imports;
import io.longshore.service.ProgressReader;
import io.longshore.service.StoreBandwidths;
import io.longshore.service.Tasks;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Image data, imports and tasks, beside what {@link ApiWiring} makes. */
@Configuration(proxyBeanMethods = false)
@Import({
    ImageDataController.class,
    ImportController.class,
    TasksController.class,
    ImportsController.class,
    BandwidthController.class
})
final class ImportWiring {

    /** What moves bytes and starts runs, made by whoever starts the process. */
    record Movers(ImageData data, Imports imports, ProgressReader progress) {}

    @Bean(destroyMethod = "")
    ImageData imageData(Movers movers) {
        return movers.data();
    }

    @Bean(destroyMethod = "")
    Imports imports(Movers movers) {
        return movers.imports();
    }

    @Bean
    ProgressReader progressReader(Movers movers) {
        return movers.progress();
    }

    @Bean
    Tasks tasks(ApiParts parts, ProgressReader progress) {
        return new Tasks(parts.catalog(), progress);
    }

    @Bean
    StoreBandwidths storeBandwidths(ApiParts parts, AccessPolicy policy) {
        return new StoreBandwidths(parts.catalog().bandwidth(), parts.stores(), policy);
    }

    @Bean
    ImportAccess importAccess(Imports imports, ImageQueries images, ProgressReader progress, AccessPolicy policy) {
        return new ImportAccess(imports, images, progress, policy);
    }
}
