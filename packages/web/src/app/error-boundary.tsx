// A view that breaks says so, and takes nothing else with it.

import { Component, type ReactNode } from 'react';
import { Button, StateView } from '../design/parts.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { describeError } from './errors.ts';

export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === undefined ? this.props.children : <Broken error={this.state.error} />;
  }
}

function Broken({ error }: { error: unknown }) {
  const t = useMessages();
  return (
    <StateView
      icon="warning"
      title={t.errors.broken}
      actions={
        <Button icon="again" onPress={() => location.reload()}>
          {t.reload}
        </Button>
      }
    >
      {describeError(error, t)}
    </StateView>
  );
}
