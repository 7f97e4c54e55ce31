package dev.mandate.service.directory;

/** On Debian's 389 Directory Server: {@code apt-get install 389-ds-base}. */
class Directory389Test extends RealDirectoryContract<TestingDirectory389> {
    @Override
    TestingDirectory389 start() {
        return TestingDirectory389.start();
    }

    @Override
    String stranger() {
        return TestingDirectory389.READER;
    }
}
