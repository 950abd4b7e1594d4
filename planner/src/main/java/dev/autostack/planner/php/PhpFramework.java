package dev.autostack.planner.php;

import java.util.List;

/**
 * A framework or an application of PHP.
 *
 * @param packages names on Packagist; {@code *} at the end for a family
 * @param files any of them shows it without Composer
 * @param documentRoot folder that the web server shows, "" for the project
 */
record PhpFramework(
        String id,
        List<String> packages,
        List<String> files,
        String documentRoot,
        String healthPath) {

    /** Order decides: what stands on another framework comes before it. */
    static final List<PhpFramework> ALL =
            List.of(
                    of("lumen", "public", "/", List.of(), "laravel/lumen-framework"),
                    of("hypervel", "public", "/", List.of(), "hypervel/framework"),
                    of(
                            "laravel",
                            "public",
                            "/",
                            List.of("artisan"),
                            "laravel/framework",
                            "statamic/cms"),
                    of(
                            "drupal",
                            "web",
                            "/user/login",
                            List.of(
                                    "core/lib/Drupal.php",
                                    "includes/bootstrap.inc",
                                    "web/core/lib/Drupal.php"),
                            "drupal/core-recommended",
                            "drupal/core",
                            "drupal/core-*",
                            "drupal/drupal"),
                    of(
                            "wordpress",
                            "",
                            "/wp-login.php",
                            List.of(
                                    "wp-includes/version.php",
                                    "wp-login.php",
                                    "wp-config-sample.php",
                                    "wp-config.php"),
                            "roots/wordpress",
                            "johnpbloch/wordpress",
                            "johnpbloch/wordpress-core",
                            "roots/bedrock-autoloader",
                            "wpackagist-plugin/*",
                            "wpackagist-theme/*"),
                    of(
                            "magento",
                            "pub",
                            "/",
                            List.of("bin/magento"),
                            "magento/product-community-edition",
                            "magento/product-enterprise-edition",
                            "magento/magento2-base"),
                    of("craft", "web", "/", List.of("craft"), "craftcms/cms"),
                    of(
                            "typo3",
                            "public",
                            "/",
                            List.of(),
                            "typo3/cms-core",
                            "typo3/minimal",
                            "typo3/cms"),
                    of("shopware", "public", "/", List.of(), "shopware/core", "shopware/platform"),
                    of("sylius", "public", "/", List.of(), "sylius/sylius"),
                    of(
                            "october",
                            "",
                            "/",
                            List.of(),
                            "october/system",
                            "october/rain",
                            "october/all",
                            "winter/wn-system-module"),
                    of(
                            "joomla",
                            "",
                            "/",
                            List.of(
                                    "administrator/manifests/files/joomla.xml",
                                    "libraries/src/Version.php"),
                            "joomla/joomla-cms"),
                    of(
                            "prestashop",
                            "",
                            "/",
                            List.of("classes/PrestaShopAutoload.php"),
                            "prestashop/prestashop"),
                    of(
                            "moodle",
                            "",
                            "/",
                            List.of("lib/moodlelib.php", "config-dist.php"),
                            "moodle/moodle"),
                    of(
                            "mediawiki",
                            "",
                            "/",
                            List.of("includes/MediaWiki.php", "includes/WebStart.php"),
                            "mediawiki/core"),
                    of("nextcloud", "", "/", List.of("lib/private/Server.php"), "nextcloud/server"),
                    of("grav", "", "/", List.of("system/src/Grav/Common/Grav.php"), "getgrav/grav"),
                    of("kirby", "", "/", List.of("kirby/bootstrap.php"), "getkirby/cms"),
                    of("flarum", "public", "/", List.of(), "flarum/core"),
                    of(
                            "silverstripe",
                            "public",
                            "/",
                            List.of(),
                            "silverstripe/framework",
                            "silverstripe/recipe-cms",
                            "silverstripe/recipe-core",
                            "silverstripe/cms"),
                    of(
                            "concrete",
                            "",
                            "/",
                            List.of("concrete/dispatcher.php"),
                            "concrete5/core",
                            "concretecms/core"),
                    of(
                            "contao",
                            "public",
                            "/",
                            List.of(),
                            "contao/core-bundle",
                            "contao/manager-bundle"),
                    of("neos", "Web", "/", List.of(), "neos/neos", "neos/flow"),
                    of("pimcore", "public", "/", List.of(), "pimcore/pimcore"),
                    of("sulu", "public", "/", List.of(), "sulu/sulu"),
                    of("opencart", "", "/", List.of("system/startup.php"), "opencart/opencart"),
                    of("phpbb", "", "/", List.of("viewforum.php"), "phpbb/phpbb"),
                    of(
                            "processwire",
                            "",
                            "/",
                            List.of("wire/core/ProcessWire.php"),
                            "processwire/processwire"),
                    of(
                            "modx",
                            "",
                            "/",
                            List.of("core/model/modx/modx.class.php"),
                            "modx/revolution"),
                    of(
                            "symfony",
                            "public",
                            "/",
                            List.of("symfony.lock", "config/bundles.php", "app/AppKernel.php"),
                            "symfony/framework-bundle",
                            "symfony/symfony"),
                    of(
                            "cakephp",
                            "webroot",
                            "/",
                            List.of("bin/cake", "lib/Cake/bootstrap.php"),
                            "cakephp/cakephp"),
                    of(
                            "codeigniter",
                            "public",
                            "/",
                            List.of(
                                    "spark",
                                    "system/core/CodeIgniter.php",
                                    "system/codeigniter/CodeIgniter.php",
                                    "application/config/autoload.php",
                                    "app/Config/Autoload.php"),
                            "codeigniter4/framework",
                            "codeigniter4/codeigniter4",
                            "codeigniter/framework"),
                    of(
                            "yii",
                            "web",
                            "/",
                            List.of("yii", "protected/config/main.php", "protected/yiic.php"),
                            "yiisoft/yii2",
                            "yiisoft/yii",
                            "yiisoft/yii-http"),
                    of(
                            "laminas",
                            "public",
                            "/",
                            List.of("config/application.config.php"),
                            "laminas/laminas-mvc",
                            "laminas-api-tools/api-tools",
                            "laminas-api-tools/api-tools-mvc-auth",
                            "zendframework/zendframework",
                            "zendframework/zend-mvc",
                            "zfcampus/zf-apigility",
                            "zf-apigility/zf-apigility-skeleton"),
                    of(
                            "mezzio",
                            "public",
                            "/",
                            List.of(),
                            "mezzio/mezzio",
                            "zendframework/zend-expressive"),
                    of(
                            "zend",
                            "public",
                            "/",
                            List.of("application/configs/application.ini"),
                            "zendframework/zendframework1",
                            "shardj/zf1-future"),
                    of("nette", "www", "/", List.of(), "nette/application", "nette/nette"),
                    of("fuelphp", "public", "/", List.of("fuel/app/bootstrap.php"), "fuel/core"),
                    of("kohana", "", "/", List.of("system/classes/Kohana.php"), "kohana/core"),
                    of(
                            "webman",
                            "public",
                            "/",
                            List.of(),
                            "workerman/webman-framework",
                            "workerman/webman"),
                    of("swoft", "public", "/", List.of(), "swoft/framework"),
                    of("easyswoole", "public", "/", List.of(), "easyswoole/easyswoole"),
                    of(
                            "hyperf",
                            "public",
                            "/",
                            List.of(),
                            "hyperf/framework",
                            "hyperf/http-server"),
                    of(
                            "thinkphp",
                            "public",
                            "/",
                            List.of("think"),
                            "topthink/framework",
                            "topthink/think"),
                    of("phalcon", "public", "/", List.of(), "phalcon/devtools", "ext-phalcon"),
                    of("spiral", "public", "/", List.of(), "spiral/framework"),
                    of("fatfree", "", "/", List.of(), "bcosca/fatfree", "bcosca/fatfree-core"),
                    of("flight", "public", "/", List.of(), "mikecao/flight", "flightphp/core"),
                    of("leaf", "public", "/", List.of(), "leafs/leaf"),
                    of("slim", "public", "/", List.of(), "slim/slim"));

    private static PhpFramework of(
            String id, String root, String health, List<String> files, String... packages) {
        return new PhpFramework(id, List.of(packages), files, root, health);
    }
}
