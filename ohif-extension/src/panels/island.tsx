import { Component, type ComponentType, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';

/** The host's panel is a column: its tabs, then this. */
const FILL = { flex: '1 1 0', minHeight: 0, overflow: 'hidden' } as const;

/**
 * A component the host can mount although it runs another copy of React: a class whose only output is one empty element,
 * into which our own root renders. Hooks below it belong to our React.
 */
export function island(content: () => ReactNode): ComponentType {
  return class Island extends Component {
    #root: Root | undefined;
    #element: HTMLDivElement | null = null;

    override componentDidMount(): void {
      if (!this.#element) return;
      this.#root = createRoot(this.#element);
      this.#root.render(content());
    }

    /** Later, since the host may be rendering just now. */
    override componentWillUnmount(): void {
      const root = this.#root;
      this.#root = undefined;
      setTimeout(() => root?.unmount(), 0);
    }

    override render(): ReactNode {
      return (
        <div
          style={FILL}
          ref={(element) => {
            this.#element = element;
          }}
        />
      );
    }
  };
}
