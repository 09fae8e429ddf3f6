"""What a run and a comparison leave behind: folders, manifests, files written whole."""
