extension StarterFiles {
  /// The code in these notes is their author's own, and many runners forbid the namespaces that walls are made of.
  static let github = """
    # Checks the notes on every push, shows what is wrong in the code scanning tab, publishes the site from main.
    # Once: Settings → Pages → Source: GitHub Actions; and set the repository of docgen in the variable DOCGEN_REPOSITORY.
    name: notes
    on: [push, pull_request]
    permissions:
      contents: read
      pages: write
      id-token: write
      security-events: write
    jobs:
      notes:
        runs-on: ubuntu-latest
        container: swift:6.3-bookworm
        environment: github-pages
        steps:
          - uses: actions/checkout@v4
          - uses: actions/checkout@v4
            with:
              repository: ${{ vars.DOCGEN_REPOSITORY }}
              path: .docgen
          - uses: actions/cache@v4
            with:
              path: .docgen/.build
              key: docgen-${{ hashFiles('.docgen/Sources/**', '.docgen/Package.swift') }}
          - name: install docgen
            run: |
              make -C .docgen setup
              swift build --package-path .docgen -c release --product docgen
              echo "$GITHUB_WORKSPACE/.docgen/.build/release" >> "$GITHUB_PATH"
          - name: check
            run: docgen check --strict --isolation available --format sarif > docgen.sarif
          - uses: github/codeql-action/upload-sarif@v3
            if: always() && hashFiles('docgen.sarif') != ''
            with:
              sarif_file: docgen.sarif
          - name: build
            run: docgen build --strict --isolation available
          - uses: actions/upload-pages-artifact@v3
            if: github.ref == 'refs/heads/main'
            with:
              path: site
          - uses: actions/deploy-pages@v4
            if: github.ref == 'refs/heads/main'

    """

  static let gitlab = """
    # Checks the notes on every push, publishes the site from the default branch.
    # Once: set the address of docgen's repository in the CI/CD variable DOCGEN_REPOSITORY.
    image: swift:6.3-bookworm

    pages:
      cache:
        key: docgen
        paths: [.docgen/.build]
      before_script:
        - test -d .docgen/.git || git clone --depth 1 "$DOCGEN_REPOSITORY" .docgen-new
        - test -d .docgen/.git || { mkdir -p .docgen && cp -r .docgen-new/. .docgen; }
        - make -C .docgen setup
        - swift build --package-path .docgen -c release --product docgen
        - export PATH="$PWD/.docgen/.build/release:$PATH"
      script:
        - docgen check --strict --isolation available --format plain
        - docgen build --strict --isolation available --site public
      artifacts:
        paths: [public]
      rules:
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

    """
}
