extension StarterFiles {
  /// The code in these notes is their author's own, and many runners forbid the namespaces that walls are made of.
  ///
  /// Publishing is a job of its own: the environment of GitHub's pages lets no other branch in than the default one,
  /// and a job that names it would fail on each of them.
  static let github = """
    # Checks the notes on every push, shows what is wrong in the code scanning tab, publishes the site from the default branch.
    # Once: Settings → Pages → Source: GitHub Actions; and set the repository of docgen in the variable DOCGEN_REPOSITORY.
    name: notes
    on: [push, pull_request]
    permissions:
      contents: read
    jobs:
      notes:
        runs-on: ubuntu-latest
        container: swift:6.3-bookworm
        permissions:
          contents: read
          security-events: write
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
          # Forks may not write there, and private repositories may have no code scanning.
          - uses: github/codeql-action/upload-sarif@v3
            if: always() && hashFiles('docgen.sarif') != '' && !github.event.pull_request.head.repo.fork
            continue-on-error: true
            with:
              sarif_file: docgen.sarif
          - name: build
            run: docgen build --strict --isolation available
          - uses: actions/upload-pages-artifact@v3
            if: github.event_name == 'push' && github.ref_name == github.event.repository.default_branch
            with:
              path: site
      publish:
        needs: notes
        if: github.event_name == 'push' && github.ref_name == github.event.repository.default_branch
        runs-on: ubuntu-latest
        permissions:
          pages: write
          id-token: write
        environment:
          name: github-pages
          url: ${{ steps.deployed.outputs.page_url }}
        steps:
          - id: deployed
            uses: actions/deploy-pages@v4

    """

  static let gitlab = """
    # Checks the notes on every push, publishes the site from the default branch.
    # Once: set the address of docgen's repository in the CI/CD variable DOCGEN_REPOSITORY.
    image: swift:6.3-bookworm

    .docgen:
      cache:
        key: docgen
        paths: [.docgen/.build]
      before_script:
        - test -d .docgen/.git || git clone --depth 1 "$DOCGEN_REPOSITORY" .docgen-new
        - test -d .docgen/.git || { mkdir -p .docgen && cp -r .docgen-new/. .docgen; }
        - make -C .docgen setup
        - swift build --package-path .docgen -c release --product docgen
        - export PATH="$PWD/.docgen/.build/release:$PATH"

    notes:
      extends: .docgen
      script:
        - docgen check --strict --isolation available --format plain
      rules:
        - if: $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH

    pages:
      extends: .docgen
      script:
        - docgen build --strict --isolation available --site public
      artifacts:
        paths: [public]
      rules:
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH

    """
}
